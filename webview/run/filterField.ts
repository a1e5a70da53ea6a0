import { textField } from "../kit/controls";
import { t } from "../kit/words";

/** A field that filters what a tab lists, at every letter. */
export function filterField(label: string, view: { filter: string; draw(): void }) {
  return textField({
    label,
    placeholder: t("Filter"),
    icon: "filter",
    value: view.filter,
    input: (value) => {
      view.filter = value;
      view.draw();
    },
  });
}
