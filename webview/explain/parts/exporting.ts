import { copyImage, fileName, toPng } from "../../charts/imageOut";
import type { PopupItem } from "../../charts/popup";
import { csvOf } from "../../charts/table";
import { host } from "../../kit/host";
import { attempt, say } from "../../kit/page";
import { colour } from "../../kit/theme";
import { t } from "../../kit/words";
import { companionOf } from "../companions";
import { featureNamed } from "../model/explained";
import { companionColours } from "../paint/colours";
import { paintDependence } from "../paint/dependence";
import type { State } from "../state";
import { rowsFile } from "./rowsFile";
import { standalone } from "./standalone";
import { paintSummary, summaryImageSize } from "./summaryImage";
import { summaryTable } from "./summaryTable";
import type { Swarms } from "./swarms";

/** What of the page can become a file. */
export function exports(state: State, name: string, swarms: Swarms, fail: (message: string) => void): PopupItem[] {
  const save = (title: string, ending: string, content: string | Uint8Array) =>
    host.save(fileName(`${t("Explain: {0}", name)} ${title}`, ending), content);
  const asked = (label: string, act: () => Promise<unknown>): PopupItem => ({ label, act: () => attempt(act, fail) });
  const all = () => Array.from({ length: state.explained.rows }, (_, row) => row);
  return [
    asked(t("Copy summary as PNG"), async () => {
      const image = await summaryPicture(state, swarms);
      if (await copyImage(image)) say(t("Copied {0}", t("What moves the prediction")));
      else await save(t("summary"), "png", await bytesOf(image));
    }),
    asked(t("Save summary as PNG…"), async () =>
      save(t("summary"), "png", await bytesOf(await summaryPicture(state, swarms))),
    ),
    "line",
    asked(t("Save importance as CSV…"), () => save(t("importance"), "csv", csvOf(summaryTable(state.explained)))),
    asked(t("Save SHAP values as CSV…"), () => save(t("values"), "csv", rowsFile(state.explained, all()))),
    "line",
    asked(t("Save as HTML page…"), async () => {
      const feature = featureNamed(state.explained, state.own.feature);
      const pictures = [
        { title: t("What moves the prediction"), data: await addressOf(await summaryPicture(state, swarms)) },
        ...(feature ? [{ title: feature.name, data: await addressOf(await dependencePicture(state)) }] : []),
      ];
      return save("", "html", standalone(state, name, pictures));
    }),
  ];
}

function summaryPicture(state: State, swarms: Swarms): Promise<Blob> {
  const { width, height } = summaryImageSize(state, swarms);
  return toPng(width, height, (context) => paintSummary(context, state, swarms));
}

function dependencePicture(state: State): Promise<Blob> {
  const size = { width: 640, height: 300 };
  const feature = featureNamed(state.explained, state.own.feature);
  return toPng(size.width, size.height, (context) => {
    context.fillStyle = colour("var(--tm-page)");
    context.fillRect(0, 0, size.width, size.height);
    if (feature === undefined) return;
    const colours = companionColours(companionOf(state, feature) ?? feature);
    paintDependence(context, size, { feature, colours, order: state.order, chosen: state.own.row });
  });
}

async function bytesOf(image: Blob): Promise<Uint8Array> {
  return new Uint8Array(await image.arrayBuffer());
}

function addressOf(image: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("the picture cannot be read"));
    reader.readAsDataURL(image);
  });
}
