import "./compare.css";
import { html, render } from "lit";
import { readCompareParams } from "../../src/shared/views/compare";
import { openPage, ready } from "../kit/page";

void openPage(readCompareParams, ({ root, params }) => {
  render(html`<div class="band header"><h1>${JSON.stringify(params)}</h1></div>`, root);
  ready("compare");
});
