import "./registry.css";
import { html, render } from "lit";
import { readRegistryParams } from "../../src/shared/views/registry";
import { openPage, ready } from "../kit/page";

void openPage(readRegistryParams, ({ root, params }) => {
  render(html`<div class="band header"><h1>${JSON.stringify(params)}</h1></div>`, root);
  ready("registry");
});
