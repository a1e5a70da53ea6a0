import { integer, list, object, oneOrMore, optional, type Reader, string, text } from "../../../shared/readers";
import { required } from "../checks";
import { checkLimit, type Query } from "../search";
import type { Pair } from "../store";

const pair = object<Pair>({ key: required, value: optional(text, "") });
export const pairs: Reader<Pair[]> = optional(list(pair), []);

export const readName = object<{ name: string }>({ name: required });
export const readVersionName = object<{ name: string; version: string }>({ name: required, version: required });

interface Search {
  filter: string;
  max_results: number | undefined;
  order_by: string[];
  page_token: string | undefined;
}
const readSearch = object<Search>({
  filter: optional(string, ""),
  max_results: optional(integer),
  order_by: optional(oneOrMore(string), []),
  page_token: optional(string),
});

/** A search as the query of a GET has it. */
export function readQuery(body: unknown, limits: { readonly usual: number; readonly most: number }): Query {
  const asked = readSearch(body, "");
  return {
    filter: asked.filter,
    orderBy: asked.order_by,
    limit: checkLimit(asked.max_results ?? limits.usual, limits.most),
    pageToken: asked.page_token,
  };
}
