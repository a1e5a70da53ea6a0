import "./run.css";
import { html, render } from "lit";
import { readRunParams } from "../../src/shared/views/run";
import { openPage, ready } from "../kit/page";

void openPage(readRunParams, ({ root, params }) => {
  render(html`<div class="band header"><h1>${JSON.stringify(params)}</h1></div>`, root);
  ready("run");
});
