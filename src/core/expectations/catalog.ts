import { distinctAgainst, mostCommon } from "./aggregate/distinct";
import {
  distinctCount,
  distinctShare,
  figureBetween,
  max,
  mean,
  median,
  min,
  presentShare,
  stdev,
  sum,
} from "./aggregate/figures";
import { klDivergence } from "./aggregate/klDivergence";
import { quantilesBetween } from "./aggregate/quantiles";
import type { Domain } from "./domain";
import {
  anything,
  bound,
  columnName,
  columns,
  type Field,
  filledList,
  filledTextList,
  flag,
  list,
  map,
  number,
  oneOf,
  optional,
  pairs,
  quantileRanges,
  required,
  text,
  textList,
  whole,
  within,
} from "./fields";
import type { Kwargs } from "./kwargs";
import { between } from "./map/between";
import { columnMap } from "./map/columnMap";
import { missing } from "./map/missing";
import { ordered } from "./map/order";
import { outliers, zScore } from "./map/spread";
import {
  dateutilParseable,
  jsonParseable,
  lengthBetween,
  lengthEquals,
  matchesRegex,
  matchesRegexes,
  matchesSchema,
  strftimeFormat,
} from "./map/texts";
import { unique } from "./map/unique";
import { inSet, notInSet } from "./map/valueSet";
import type { Outcome } from "./outcome";
import { equalPair, greaterPair, pairInSet, pairMap } from "./pairs";
import { compoundUnique, equalWithin, recordMap, sumEquals, uniqueWithin } from "./records";
import {
  columnCountBetween,
  columnCountEquals,
  columnExists,
  columnSet,
  elsewhere,
  orderedColumns,
  rowCountBetween,
  rowCountEquals,
} from "./table";
import { strptime } from "./text/strptime";
import { columnType, inTypeList, ofType } from "./types";

type Fields = Readonly<Record<string, Field>>;

export interface Expectation {
  readonly fields: Fields;
  readonly run: (domain: Domain, kwargs: Kwargs) => Outcome;
  /** What is wrong with its kwargs together. */
  readonly fault?: (kwargs: Kwargs) => string | undefined;
  /** Great Expectations 1.24 names it and has nothing behind it: whatever kwargs there are. */
  readonly isLoose?: boolean;
}

const mostly = optional(within(0, 1));
const condition: Fields = {
  row_condition: optional(anything),
  condition_parser: optional(oneOf("great_expectations", "great_expectations__experimental__", "pandas", "spark")),
};
const ofColumn: Fields = { column: required(columnName), ...condition };
const ofValues: Fields = { ...ofColumn, mostly };
const strict: Fields = { strict_min: optional(flag), strict_max: optional(flag) };
const bounds: Fields = { min_value: optional(bound), max_value: optional(bound), ...strict };
const numbers: Fields = { min_value: optional(number), max_value: optional(number), ...strict };
const wholes: Fields = { min_value: optional(whole), max_value: optional(whole), ...strict };

const ofColumns: Fields = { column_list: required(columns), mostly, ...condition };
const records: Fields = {
  ...ofColumns,
  ignore_row_if: optional(oneOf("all_values_are_missing", "any_value_is_missing", "never")),
};
const ofPair: Fields = {
  column_A: required(columnName),
  column_B: required(columnName),
  mostly,
  ignore_row_if: optional(oneOf("both_values_are_missing", "either_value_is_missing", "neither")),
  ...condition,
};

const needsBound = (kwargs: Kwargs) =>
  kwargs.has("min_value") || kwargs.has("max_value") ? undefined : "min_value and max_value cannot both be None";

const numberRead: Field = {
  isRequired: false,
  read: (value) => (value === null ? { value: undefined } : toBound(value)),
};

/** Where only numbers are taken, they are bounds all the same. */
function toBound(value: unknown): ReturnType<Field["read"]> {
  const read = number(value);
  return "fault" in read ? read : { value: { kind: "number", value: read.value } };
}

function figure(of: Parameters<typeof figureBetween>[0], limits: Fields = bounds): Expectation {
  return { fields: { ...ofColumn, ...limits }, run: figureBetween(of) };
}

const numberBounds: Fields = { ...numbers, min_value: numberRead, max_value: numberRead };

function values(test: Parameters<typeof columnMap>[0], fields: Fields = {}, fault?: Expectation["fault"]): Expectation {
  return { fields: { ...ofValues, ...fields }, run: columnMap(test), ...(fault ? { fault } : {}) };
}

const noSql = (what: string) =>
  `${what} is computed by SQL, and a table of a file has none (nor has it with pandas in Great Expectations)`;
const escapeField = optional((value: unknown) =>
  typeof value === "string" && [...value].length === 1 ? { value } : { fault: "must be a single character" },
);
const like = (fields: Fields): Expectation => ({
  fields: { ...ofValues, ...fields, escape: escapeField },
  run: elsewhere(noSql("a LIKE pattern")),
});
const unmade: Expectation = {
  fields: {},
  isLoose: true,
  run: elsewhere("Great Expectations 1.24 names this expectation and has no implementation of it"),
};
const rowCount = (kwargs: Kwargs) => {
  const [low, high] = [kwargs.bound("min_value"), kwargs.bound("max_value")];
  return low && high && low.value > high.value
    ? `min_value (${low.value}) must be less than or equal to max_value (${high.value})`
    : undefined;
};
const format = (kwargs: Kwargs) => {
  const read = strptime(kwargs.text("strftime_format"));
  return typeof read === "string" ? `Unable to use provided strftime_format. ${read}` : undefined;
};
const matchOn = { match_on: optional(oneOf("any", "all")) };

/** Each expectation of Great Expectations 1.24's core by its type. */
export const catalog: Readonly<Record<string, Expectation>> = {
  expect_column_distinct_values_to_be_in_set: {
    fields: { ...ofColumn, value_set: required(filledList) },
    run: distinctAgainst(true, false),
  },
  expect_column_distinct_values_to_contain_set: {
    fields: { ...ofColumn, value_set: required(list) },
    run: distinctAgainst(false, true),
  },
  expect_column_distinct_values_to_equal_set: {
    fields: { ...ofColumn, value_set: required(list) },
    run: distinctAgainst(true, true),
  },
  expect_column_kl_divergence_to_be_less_than: {
    fields: {
      ...ofColumn,
      partition_object: optional(map),
      threshold: optional(number),
      internal_weight_holdout: optional(within(0, 1)),
      tail_weight_holdout: optional(within(0, 1)),
      bucketize_data: optional(flag),
      min_value: optional(bound),
      max_value: optional(bound),
    },
    run: klDivergence,
  },
  expect_column_max_to_be_between: figure(max),
  expect_column_mean_to_be_between: figure(mean),
  expect_column_median_to_be_between: figure(median),
  expect_column_min_to_be_between: figure(min),
  expect_column_most_common_value_to_be_in_set: {
    fields: { ...ofColumn, value_set: required(list), ties_okay: optional(flag) },
    run: mostCommon,
  },
  expect_column_pair_values_a_to_be_greater_than_b: {
    fields: { ...ofPair, or_equal: optional(flag) },
    run: pairMap(greaterPair),
  },
  expect_column_pair_values_to_be_equal: { fields: ofPair, run: pairMap(equalPair) },
  expect_column_pair_values_to_be_in_set: {
    fields: { ...ofPair, value_pairs_set: required(pairs) },
    run: pairMap(pairInSet),
  },
  expect_column_proportion_of_non_null_values_to_be_between: figure(presentShare, numberBounds),
  expect_column_proportion_of_unique_values_to_be_between: figure(distinctShare, numberBounds),
  expect_column_quantile_values_to_be_between: {
    fields: { ...ofColumn, quantile_ranges: required(quantileRanges), allow_relative_error: optional(anything) },
    run: quantilesBetween,
  },
  expect_column_stdev_to_be_between: figure(stdev, numberBounds),
  expect_column_sum_to_be_between: figure(sum),
  expect_column_to_exist: {
    fields: { column: required(columnName), column_index: optional(whole) },
    run: columnExists,
  },
  expect_column_type_to_be: { fields: { column: required(columnName), type_: required(text) }, run: columnType },
  expect_column_unique_value_count_to_be_between: figure(distinctCount, { ...numberBounds }),
  expect_column_value_lengths_to_be_between: values(lengthBetween, wholes, needsBound),
  expect_column_value_lengths_to_equal: values(lengthEquals, { value: required(number) }),
  expect_column_value_z_scores_to_be_less_than: values(zScore, {
    threshold: required(number),
    double_sided: required(flag),
  }),
  expect_column_values_to_be_between: values(between, bounds, needsBound),
  expect_column_values_to_be_dateutil_parseable: values(dateutilParseable),
  expect_column_values_to_be_decreasing: values(ordered(-1), { strictly: optional(flag) }),
  expect_column_values_to_be_in_set: values(inSet, { value_set: required(list) }),
  expect_column_values_to_be_in_type_list: { fields: { ...ofValues, type_list: optional(textList) }, run: inTypeList },
  expect_column_values_to_be_increasing: values(ordered(1), { strictly: optional(flag) }),
  expect_column_values_to_be_json_parseable: values(jsonParseable),
  expect_column_values_to_be_null: { fields: ofValues, run: missing(true) },
  expect_column_values_to_be_of_type: { fields: { ...ofValues, type_: required(text) }, run: ofType },
  expect_column_values_to_be_unique: values(unique),
  expect_column_values_to_match_json_schema: values(matchesSchema, { json_schema: required(map) }),
  expect_column_values_to_match_like_pattern: like({ like_pattern: required(text) }),
  expect_column_values_to_match_like_pattern_list: like({ like_pattern_list: required(filledTextList), ...matchOn }),
  expect_column_values_to_match_regex: values(matchesRegex(true), { regex: optional(text) }),
  expect_column_values_to_match_regex_list: values(matchesRegexes(true), {
    regex_list: required(filledTextList),
    ...matchOn,
  }),
  expect_column_values_to_match_strftime_format: values(strftimeFormat, { strftime_format: required(text) }, format),
  expect_column_values_to_not_be_in_set: values(notInSet, { value_set: required(list) }),
  expect_column_values_to_not_be_null: { fields: ofValues, run: missing(false) },
  expect_column_values_to_not_be_outliers: values(outliers, {
    method: optional(oneOf("iqr", "std")),
    multiplier: optional(within(0, Number.POSITIVE_INFINITY)),
  }),
  expect_column_values_to_not_match_like_pattern: like({ like_pattern: required(text) }),
  expect_column_values_to_not_match_like_pattern_list: like({ like_pattern_list: required(filledTextList) }),
  expect_column_values_to_not_match_regex: values(matchesRegex(false), { regex: required(text) }),
  expect_column_values_to_not_match_regex_list: values(matchesRegexes(false), { regex_list: required(filledTextList) }),
  expect_compound_columns_to_be_unique: { fields: records, run: recordMap(compoundUnique) },
  expect_multicolumn_sum_to_equal: { fields: { ...records, sum_total: required(number) }, run: recordMap(sumEquals) },
  expect_multicolumn_values_to_be_equal: { fields: records, run: recordMap(equalWithin) },
  expect_query_results_to_match_comparison: {
    fields: {
      base_query: required(text),
      comparison_data_source_name: required(text),
      comparison_query: required(text),
      mostly,
    },
    run: elsewhere(noSql("a comparison of queries")),
  },
  expect_select_column_values_to_be_unique_within_record: {
    fields: { ...ofColumns, ignore_row_if: optional(text) },
    run: recordMap(uniqueWithin),
  },
  expect_table_column_count_to_be_between: {
    fields: { min_value: optional(bound), max_value: optional(bound) },
    run: columnCountBetween,
  },
  expect_table_column_count_to_equal: { fields: { value: required(whole) }, run: columnCountEquals },
  expect_table_columns_to_match_ordered_list: { fields: { column_list: optional(list) }, run: orderedColumns },
  expect_table_columns_to_match_set: {
    fields: { column_set: optional(list), exact_match: optional(flag) },
    run: columnSet,
  },
  expect_table_row_count_to_be_between: {
    fields: { ...numberBounds, ...condition },
    run: rowCountBetween,
    fault: rowCount,
  },
  expect_table_row_count_to_equal: { fields: { value: required(whole), ...condition }, run: rowCountEquals },
  expect_table_row_count_to_equal_other_table: {
    fields: { other_table_name: required(text), ...condition },
    run: elsewhere(
      "the row count of another table is not known: a file is one table (nor does Great Expectations support several with pandas)",
    ),
  },
  unexpected_rows_expectation: {
    fields: { unexpected_rows_query: required(text) },
    run: elsewhere(noSql("unexpected_rows_query")),
  },
  expect_column_bootstrapped_ks_test_p_value_to_be_greater_than: unmade,
  expect_column_chisquare_test_p_value_to_be_greater_than: unmade,
  expect_column_pair_cramers_phi_value_to_be_less_than: unmade,
  expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than: unmade,
  expect_multicolumn_values_to_be_unique: unmade,
};
