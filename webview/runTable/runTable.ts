import "./runTable.css";
import { html, render } from "lit";
import { readRunTableParams } from "../../src/shared/views/runTable";
import { openPage, ready } from "../kit/page";

void openPage(readRunTableParams, ({ root, params }) => {
  render(html`<div class="band header"><h1>${JSON.stringify(params)}</h1></div>`, root);
  ready("runTable");
});
