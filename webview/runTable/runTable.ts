import "./runTable.css";
import { html, render } from "lit";
import { readRunTableParams } from "../../src/shared/views/runTable";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { openPage } from "../kit/page";
import { t } from "../kit/words";
import { readState } from "./model/state";
import { createPage } from "./page";

void openPage(readRunTableParams, ({ root, params }) => {
  const kept = host.kept();
  const state = readState(kept);
  const { experiments, filter, baseline } = params;
  const page = createPage(
    root,
    kept !== undefined && kept !== null
      ? state
      : {
          ...state,
          ...(experiments && experiments.length > 0 ? { experiments } : {}),
          ...(filter === undefined ? {} : { filter }),
          ...(baseline === undefined ? {} : { baseline }),
        },
    experiments ?? [],
  );
  host.onWish((wish) => {
    const asked = readRunTableParams(wish, "params");
    if (asked.baseline !== undefined) page.setBaseline(asked.baseline);
    if (asked.filter !== undefined) page.ask(asked.filter);
  });
  const begin = (): void => {
    page.begin().catch((error: unknown) => {
      host.fault(String(error));
      const why = error instanceof Error ? error.message : String(error);
      const failed = document.createElement("div");
      root.prepend(failed);
      const again = () => {
        failed.remove();
        begin();
      };
      render(
        html`<div class="error" role="alert">
          ${icon("error")}<span>${t("The runs could not be read: {0}", why)}
          <button class="link" @click=${again}>${t("Try again")}</button>
          <button class="link" @click=${() => host.command("showLog")}>${t("Show log")}</button></span>
        </div>`,
        failed,
      );
    });
  };
  begin();
});
