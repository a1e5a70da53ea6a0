import { shown } from "./shown";

type Kwargs = Readonly<Record<string, unknown>>;

const list = (values: unknown): string => {
  const all = Array.isArray(values) ? values : [];
  return all.slice(0, 6).map(shown).join(", ") + (all.length > 6 ? ` and ${all.length - 6} more` : "");
};

/** `at least 3 and below 8`. */
function range({ min_value: min, max_value: max, strict_min: isOpenLow, strict_max: isOpenHigh }: Kwargs): string {
  const low =
    min === undefined || min === null ? "" : isOpenLow === true ? `above ${shown(min)}` : `at least ${shown(min)}`;
  const high =
    max === undefined || max === null ? "" : isOpenHigh === true ? `below ${shown(max)}` : `at most ${shown(max)}`;
  if (low && high && isOpenLow !== true && isOpenHigh !== true)
    return min === max ? `exactly ${shown(min)}` : `between ${shown(min)} and ${shown(max)}`;
  return [low, high].filter(Boolean).join(" and ") || "anything";
}

const sentences: Readonly<Record<string, (kwargs: Kwargs) => string>> = {
  expect_column_distinct_values_to_be_in_set: (k) => `distinct values are of ${list(k.value_set)}`,
  expect_column_distinct_values_to_contain_set: (k) => `distinct values contain ${list(k.value_set)}`,
  expect_column_distinct_values_to_equal_set: (k) => `distinct values are ${list(k.value_set)}`,
  expect_column_kl_divergence_to_be_less_than: (k) => `divergence from the partition is at most ${shown(k.threshold)}`,
  expect_column_max_to_be_between: (k) => `largest value is ${range(k)}`,
  expect_column_mean_to_be_between: (k) => `mean is ${range(k)}`,
  expect_column_median_to_be_between: (k) => `median is ${range(k)}`,
  expect_column_min_to_be_between: (k) => `smallest value is ${range(k)}`,
  expect_column_most_common_value_to_be_in_set: (k) => `most common value is of ${list(k.value_set)}`,
  expect_column_pair_values_a_to_be_greater_than_b: (k) =>
    `${k.column_A} is ${k.or_equal === true ? "at least" : "greater than"} ${k.column_B}`,
  expect_column_pair_values_to_be_equal: (k) => `${k.column_A} equals ${k.column_B}`,
  expect_column_pair_values_to_be_in_set: (k) => `pairs are of ${list(k.value_pairs_set)}`,
  expect_column_proportion_of_non_null_values_to_be_between: (k) => `share of rows with a value is ${range(k)}`,
  expect_column_proportion_of_unique_values_to_be_between: (k) => `share of distinct values is ${range(k)}`,
  expect_column_quantile_values_to_be_between: () => "quantiles lie in their ranges",
  expect_column_stdev_to_be_between: (k) => `standard deviation is ${range(k)}`,
  expect_column_sum_to_be_between: (k) => `sum is ${range(k)}`,
  expect_column_to_exist: (k) => (k.column_index ? `is column ${Number(k.column_index) + 1}` : "column is there"),
  expect_column_type_to_be: (k) => `type is ${k.type_}`,
  expect_column_unique_value_count_to_be_between: (k) => `number of distinct values is ${range(k)}`,
  expect_column_value_lengths_to_be_between: (k) => `lengths are ${range(k)}`,
  expect_column_value_lengths_to_equal: (k) => `lengths are ${shown(k.value)}`,
  expect_column_value_z_scores_to_be_less_than: (k) =>
    `values are less than ${shown(k.threshold)} standard deviations ${k.double_sided === true ? "from" : "above"} the mean`,
  expect_column_values_to_be_between: (k) => `values are ${range(k)}`,
  expect_column_values_to_be_dateutil_parseable: () => "values are dates that dateutil reads",
  expect_column_values_to_be_decreasing: (k) =>
    k.strictly === true ? "each value is below the one before" : "values never rise",
  expect_column_values_to_be_in_set: (k) => `values are of ${list(k.value_set)}`,
  expect_column_values_to_be_in_type_list: (k) => `type is of ${list(k.type_list)}`,
  expect_column_values_to_be_increasing: (k) =>
    k.strictly === true ? "each value is above the one before" : "values never fall",
  expect_column_values_to_be_json_parseable: () => "values are JSON",
  expect_column_values_to_be_null: () => "there are no values",
  expect_column_values_to_be_of_type: (k) => `type is ${k.type_}`,
  expect_column_values_to_be_unique: () => "values are unique",
  expect_column_values_to_match_json_schema: () => "values are JSON of the schema",
  expect_column_values_to_match_like_pattern: (k) => `values are like ${k.like_pattern}`,
  expect_column_values_to_match_like_pattern_list: (k) => `values are like ${list(k.like_pattern_list)}`,
  expect_column_values_to_match_regex: (k) => `values match ${k.regex ?? "(?s).*"}`,
  expect_column_values_to_match_regex_list: (k) =>
    `values match ${k.match_on === "all" ? "all" : "any"} of ${list(k.regex_list)}`,
  expect_column_values_to_match_strftime_format: (k) => `values are times of the format ${k.strftime_format}`,
  expect_column_values_to_not_be_in_set: (k) => `values are none of ${list(k.value_set)}`,
  expect_column_values_to_not_be_null: () => "every row has a value",
  expect_column_values_to_not_be_outliers: () => "no value is an outlier",
  expect_column_values_to_not_match_like_pattern: (k) => `values are not like ${k.like_pattern}`,
  expect_column_values_to_not_match_like_pattern_list: (k) => `values are not like ${list(k.like_pattern_list)}`,
  expect_column_values_to_not_match_regex: (k) => `values do not match ${k.regex}`,
  expect_column_values_to_not_match_regex_list: (k) => `values match none of ${list(k.regex_list)}`,
  expect_compound_columns_to_be_unique: () => "values together are unique",
  expect_multicolumn_sum_to_equal: (k) => `values of a row sum up to ${shown(k.sum_total)}`,
  expect_multicolumn_values_to_be_equal: () => "values of a row are equal",
  expect_select_column_values_to_be_unique_within_record: () => "values of a row differ",
  expect_table_column_count_to_be_between: (k) => `number of columns is ${range(k)}`,
  expect_table_column_count_to_equal: (k) => `there are ${shown(k.value)} columns`,
  expect_table_columns_to_match_ordered_list: (k) => `columns are ${list(k.column_list)}, in this order`,
  expect_table_columns_to_match_set: (k) =>
    `columns ${k.exact_match === false ? "contain" : "are"} ${list(k.column_set)}`,
  expect_table_row_count_to_be_between: (k) => `number of rows is ${range(k)}`,
  expect_table_row_count_to_equal: (k) => `there are ${shown(k.value)} rows`,
  expect_table_row_count_to_equal_other_table: (k) => `there are as many rows as in ${k.other_table_name}`,
  unexpected_rows_expectation: () => "the query finds no rows",
};

/** What an expectation expects, in a sentence without its subject. */
export function expects(type: string, kwargs: Kwargs): string {
  const sentence = sentences[type]?.(kwargs) ?? type.replace(/^expect_/, "").replaceAll("_", " ");
  const { mostly, row_condition: condition } = kwargs;
  const share =
    typeof mostly === "number" && mostly < 1 ? ` in ${Number((mostly * 100).toPrecision(4))} % of the rows` : "";
  return `${sentence}${share}${typeof condition === "string" ? ` where ${condition}` : condition ? " in some rows" : ""}`;
}
