import { html, nothing, render } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { icon, iconButton } from "../kit/icon";
import { say } from "../kit/page";
import { t } from "../kit/words";
import type { Loader } from "./loader";
import type { Board } from "./model/board";
import { colourFilter } from "./model/colouring";
import { completeFilter, type Offer } from "./model/completion";

/** The filter as it is typed: coloured, completed, and with its mistake below it. */
export function createQueryBox(
  root: HTMLElement,
  board: Board,
  loader: Loader,
  ask: (filter: string) => void,
): { draw(): void } {
  const input = createRef<HTMLInputElement>();
  const paint = createRef<HTMLElement>();
  let text = board.state.filter;
  let asked = text;
  let offers: readonly Offer[] = [];
  let span = { from: 0, to: 0 };
  let chosen = -1;
  let isRecent = false;

  function draw(): void {
    if (board.state.filter !== asked) {
      // a view was applied, or the filters were cleared
      asked = board.state.filter;
      text = asked;
      offers = [];
    }
    const error = text === asked ? loader.filterError : undefined;
    const isOpen = offers.length > 0;
    render(
      html`<div class="query ${error ? "wrong" : ""}">
        ${icon("filter")}
        <div class="query-text">
          <div class="query-paint" aria-hidden="true" ${ref(paint)}>${coloured(error?.place)}</div>
          <input
            ${ref(input)}
            type="text"
            role="combobox"
            spellcheck="false"
            autocomplete="off"
            aria-label=${t("Filter runs, in MLflow's search grammar")}
            aria-autocomplete="list"
            aria-expanded=${String(isOpen)}
            aria-controls="offers"
            aria-activedescendant=${isOpen && chosen >= 0 ? `offer-${chosen}` : nothing}
            aria-invalid=${error ? "true" : nothing}
            aria-describedby=${error ? "query-error" : nothing}
            placeholder=${t("metrics.val_loss < 0.3 and params.model = 'tree'")}
            .value=${text}
            @input=${typed}
            @keydown=${key}
            @scroll=${follow}
            @click=${complete}
            @blur=${() => close()}
          />
        </div>
        ${iconButton("history", t("Recent filters"), recent, { opens: "listbox" })}
        ${text === "" ? nothing : iconButton("close", t("Clear the filter"), clear)}
        <ul id="offers" class="float offers" role="listbox" aria-label=${t("Suggestions")} ?hidden=${!isOpen}>
          ${offers.map(option)}
        </ul>
        ${error ? html`<div id="query-error" class="query-error" role="alert">${error.message}</div>` : nothing}
      </div>`,
      root,
    );
    follow();
  }

  function option(offer: Offer, i: number) {
    const press = (event: Event) => {
      event.preventDefault(); // the field keeps the focus
      accept(offer);
    };
    return html`<li id="offer-${i}" role="option" aria-selected=${String(i === chosen)} @pointerdown=${press}>
      ${coloured(undefined, offer.text.trim())}
    </li>`;
  }

  function coloured(mistake: number | undefined, source = text) {
    let at = 0;
    return colourFilter(source).map(({ text: part, is }) => {
      const from = at;
      at += part.length;
      const isWrong =
        mistake !== undefined && mistake >= from && (mistake < at || (at >= source.length && mistake >= at));
      return html`<span class="q-${is} ${isWrong && is !== "space" ? "q-wrong" : ""}">${part}</span>`;
    });
  }

  /** The coloured text lies under the field and scrolls with it. */
  function follow(): void {
    if (paint.value && input.value) paint.value.scrollLeft = input.value.scrollLeft;
  }

  function typed(event: Event): void {
    text = (event.target as HTMLInputElement).value;
    complete();
  }

  function complete(): void {
    isRecent = false;
    const caret = input.value?.selectionStart ?? text.length;
    const found = completeFilter(text, caret, {
      keys: board.columns.filter(({ key }) => key.includes(".")).map(({ key }) => key),
      valuesOf: (key) => (loader.isRead(key) ? board.cells.values(key, 50) : undefined),
    });
    offers = found.offers;
    span = found;
    chosen = -1;
    const { wanted } = found;
    if (wanted !== undefined && board.columns.some(({ key }) => key === wanted))
      void loader.want([wanted]).then(complete, () => undefined); // without values there is nothing to offer
    draw();
  }

  function close(): void {
    if (offers.length === 0) return;
    offers = [];
    chosen = -1;
    draw();
  }

  function accept(offer: Offer): void {
    if (isRecent) {
      text = offer.text;
      offers = [];
      run();
      return;
    }
    text = text.slice(0, span.from) + offer.text + text.slice(span.to);
    const caret = span.from + offer.text.length;
    offers = [];
    draw();
    input.value?.setSelectionRange(caret, caret);
    complete();
  }

  function run(): void {
    offers = [];
    chosen = -1;
    asked = text;
    ask(text);
    draw();
  }

  function clear(): void {
    text = "";
    run();
    input.value?.focus();
  }

  function recent(): void {
    const { recent: before } = board.state;
    input.value?.focus();
    isRecent = true;
    offers = before.map((each) => ({ text: each }));
    chosen = -1;
    if (before.length === 0) say(t("No filter was asked before."));
    draw();
  }

  function key(event: KeyboardEvent): void {
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (offers.length === 0) {
          if (event.key === "ArrowDown") complete();
          break;
        }
        const by = event.key === "ArrowDown" ? 1 : -1;
        chosen = (chosen + by + offers.length) % offers.length;
        draw();
        document.getElementById(`offer-${chosen}`)?.scrollIntoView({ block: "nearest" });
        break;
      }
      case "Tab": {
        const [first] = offers;
        if (first === undefined || event.shiftKey || isRecent || text.trim() === "") return;
        accept(offers[chosen] ?? first);
        break;
      }
      case "Enter": {
        const offer = offers[chosen];
        if (offer) accept(offer);
        else run();
        break;
      }
      case "Escape":
        if (offers.length > 0) close();
        else {
          text = asked;
          draw();
        }
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return { draw };
}
