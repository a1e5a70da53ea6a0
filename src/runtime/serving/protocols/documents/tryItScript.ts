/**
 * What the page does. It stands in the page as it is here, so it knows nothing of the bundle, and every text from
 * outside goes in with `textContent`.
 */
export const tryItScript = String.raw`
"use strict";
const model = JSON.parse(document.getElementById("model").textContent);
const find = (id) => document.getElementById(id);
const make = (name, className, text) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

// ---- the row: each field as a piece of JSON, so that what was typed is what is sent ----
const inputs = [];
let whole;

function isNumber(text) {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text);
}

function pieceOf(field, input) {
  if (field.kind === "truth") return input.checked ? "true" : "false";
  const text = input.value;
  if (field.kind === "text") return text === "" && !field.isRequired ? undefined : JSON.stringify(text);
  const typed = text.trim();
  if (typed === "") return undefined;
  if (field.kind === "list") return typed;
  return isNumber(typed) ? typed : JSON.stringify(typed);
}

function showExample() {
  if (whole) whole.value = JSON.stringify(model.features, null, 1).replace(/\n\s*(?=[\d\-\]"tfn])/g, " ").replace(/\[ /g, "[").replace(/ \]/g, "]");
  inputs.forEach(({ field, input }) => {
    if (field.kind === "truth") input.checked = field.example === true;
    else input.value = typeof field.example === "string" ? field.example : JSON.stringify(field.example);
  });
  showCode();
}

function makeForm() {
  const place = find("fields");
  if (model.fields.length === 0) {
    whole = make("textarea");
    whole.setAttribute("aria-label", "One row, as JSON");
    whole.spellcheck = false;
    place.className = "whole";
    place.append(whole);
  }
  model.fields.forEach((field, i) => {
    const box = make("div", "field");
    const label = make("label", "", model.isNamed ? field.name : "feature " + (i + 1));
    const input = make("input", field.kind === "number" || field.kind === "whole" ? "number" : "");
    input.type = field.kind === "truth" ? "checkbox" : "text";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.id = "field-" + i;
    label.htmlFor = input.id;
    label.title = label.textContent;
    label.append(make("span", "type", field.type + (field.isRequired ? "" : ", optional")));
    box.append(label, input);
    place.append(box);
    inputs.push({ field, input, box });
  });
  place.addEventListener("input", showCode);
}

// ---- the same request in three languages ----
const shapes = {
  json: { name: JSON.stringify, piece: (piece) => piece },
  python: {
    name: JSON.stringify,
    piece: (piece) => (/^[["]/.test(piece) ? piece : { true: "True", false: "False", null: "None" }[piece] || piece),
  },
};

function featuresText(shape, indent) {
  if (whole) return whole.value.trim() || "[]";
  const pieces = inputs.map(({ field, input }) => [field.name, pieceOf(field, input)]);
  if (!model.isNamed) return "[" + pieces.map(([, piece]) => shape.piece(piece === undefined ? "null" : piece)).join(", ") + "]";
  const required = (name) => model.fields.find((field) => field.name === name).isRequired;
  const parts = pieces
    .filter(([name, piece]) => piece !== undefined || required(name))
    .map(([name, piece]) => shape.name(name) + ": " + shape.piece(piece === undefined ? "null" : piece));
  const line = "{" + parts.join(", ") + "}";
  if (line.length < 48 || indent === undefined) return line;
  return "{\n" + parts.map((part) => indent + "  " + part).join(",\n") + "\n" + indent + "}";
}

function bodyText() {
  return '{"features": ' + featuresText(shapes.json) + "}";
}

const url = location.origin + "/predict";
const languages = {
  curl() {
    const key = model.needsKey ? " \\\n  -H 'Authorization: Bearer YOUR_KEY'" : "";
    const body = '{"features": ' + featuresText(shapes.json, "  ") + "}";
    return "curl " + url + " \\\n  -H 'content-type: application/json'" + key + " \\\n  -d '" + body.replace(/'/g, "'\\''") + "'";
  },
  python() {
    const key = model.needsKey ? '    headers={"Authorization": "Bearer YOUR_KEY"},\n' : "";
    const features = featuresText(shapes.python, "    ");
    return (
      "import requests\n\nanswer = requests.post(\n    " + JSON.stringify(url) + ",\n" + key +
      '    json={"features": ' + features + "},\n)\nanswer.raise_for_status()\nprint(answer.json()[\"prediction\"])"
    );
  },
  typescript() {
    const key = model.needsKey ? ', authorization: "Bearer YOUR_KEY"' : "";
    return (
      "const response = await fetch(" + JSON.stringify(url) + ', {\n  method: "POST",\n' +
      '  headers: { "content-type": "application/json"' + key + " },\n" +
      "  body: JSON.stringify({ features: " + featuresText(shapes.json, "  ") + " }),\n});\n" +
      "const { prediction } = (await response.json()) as { prediction: " + model.answerType + " };"
    );
  },
};
let language = "curl";

function showCode() {
  find("snippet").textContent = languages[language]();
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const isChosen = tab.dataset.language === language;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
}

// ---- the answer ----
function digits(value) {
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(3);
}

function showShares(place, shares, prediction) {
  const list = make("div", "shares");
  const order = shares.map((value, i) => [model.classes[i] === undefined ? i : model.classes[i], value]);
  order.sort((a, b) => b[1] - a[1]);
  for (const [label, value] of order.slice(0, 12)) {
    const line = make("div", "share small" + (label === prediction ? " is-first" : ""));
    const name = make("span", "class", String(label));
    name.title = String(label);
    const track = make("div", "track");
    const fill = make("div", "fill");
    fill.style.width = Math.max(0, Math.min(1, value)) * 100 + "%";
    track.append(fill);
    line.append(name, track, make("span", "value", digits(value)));
    list.append(line);
  }
  if (order.length > 12) list.append(make("div", "small muted", order.length - 12 + " more below"));
  place.append(list);
}

function showAnswer(status, said, took) {
  const place = find("answer");
  place.replaceChildren();
  inputs.forEach(({ box }) => box.classList.remove("wrong"));
  const isGood = status === 200 && said && typeof said === "object";
  const verdict = make("p", "verdict" + (isGood ? "" : " bad"));
  if (isGood) {
    const prediction = typeof said.prediction === "object" ? JSON.stringify(said.prediction) : digits(said.prediction);
    verdict.append("Predicts ", make("b", "", prediction));
    const share = said.probabilities && said.probabilities[model.classes.indexOf(said.prediction)];
    if (typeof share === "number") verdict.append(", with probability ", make("b", "", digits(share)));
  } else verdict.textContent = (said && (said.detail || said.error || said.message)) || String(said);
  place.append(verdict);
  if (isGood && Array.isArray(said.probabilities) && !Array.isArray(said.probabilities[0])) showShares(place, said.probabilities, said.prediction);
  if (!isGood) markWrong(verdict.textContent);
  const facts = [status, digits(took) + " ms"];
  if (said && said.model_version) facts.push("version " + said.model_version);
  if (said && said.request_id) facts.push("request " + said.request_id);
  place.append(make("p", "small muted", facts.join(" · ")));
  const details = make("details");
  details.append(make("summary", "", "The answer as it came"), make("pre", "", JSON.stringify(said, null, 2)));
  place.append(details);
}

/** The field that a refusal names. */
function markWrong(message) {
  inputs.forEach(({ field, box }, i) => {
    const places = ["features[" + i + "]:", "features." + field.name + ":"];
    if (places.some((each) => message.startsWith(each))) {
      box.classList.add("wrong");
      box.querySelector("input").focus();
    }
  });
}

async function predict() {
  const act = find("predict");
  act.disabled = true;
  const headers = { "content-type": "application/json" };
  const key = find("key");
  if (key && key.value) headers.authorization = "Bearer " + key.value;
  const began = performance.now();
  try {
    const response = await fetch("predict", { method: "POST", headers, body: bodyText() });
    const text = await response.text();
    const took = performance.now() - began;
    let said = text;
    try {
      said = JSON.parse(text);
    } catch (error) {
      said = text || String(error);
    }
    showAnswer(response.status, said, took);
  } catch (error) {
    showAnswer("no answer", "The model cannot be reached: " + error.message, performance.now() - began);
  } finally {
    act.disabled = false;
  }
}

makeForm();
showExample();
find("row").addEventListener("submit", (event) => {
  event.preventDefault();
  void predict();
});
find("example").addEventListener("click", showExample);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void predict();
});
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => {
    language = tab.dataset.language;
    showCode();
  });
  tab.addEventListener("keydown", (event) => {
    const names = Object.keys(languages);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    language = names[(names.indexOf(language) + step + names.length) % names.length];
    showCode();
    document.querySelector("[role=tab][aria-selected=true]").focus();
  });
}
find("copy").addEventListener("click", async () => {
  const copy = find("copy");
  try {
    await navigator.clipboard.writeText(find("snippet").textContent);
    copy.textContent = "Copied";
  } catch (error) {
    getSelection().selectAllChildren(find("snippet")); // not allowed here: it is chosen, ready to be copied
    copy.textContent = "Selected";
  }
  setTimeout(() => { copy.textContent = "Copy"; }, 1500);
});
`;
