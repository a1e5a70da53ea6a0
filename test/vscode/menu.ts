import type { Locator, Page } from "playwright-core";
import { until } from "./until";

/**
 * Opens the menu of a thing and clicks through it, the last of `items` being what is done. VS Code takes no click in the tenth
 * of a second in which a menu opens, which a busy machine stretches: what counts is that the menu went away.
 */
export async function fromMenu(page: Page, thing: Locator, ...items: readonly (string | RegExp)[]): Promise<void> {
  const menus = page.locator(".monaco-menu");
  const line = (item: string | RegExp) =>
    menus.locator(".action-item", { hasText: typeof item === "string" ? exactly(item) : item }).last();
  const isGone = () =>
    menus
      .first()
      .waitFor({ state: "hidden", timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
  const choose = async () => {
    if ((await menus.count()) > 0) await page.keyboard.press("Escape");
    await thing.first().click({ button: "right", timeout: 5000 });
    for (const item of items.slice(0, -1)) await line(item).hover({ timeout: 5000 });
    const last = line(items.at(-1) ?? "");
    await last.waitFor({ timeout: 5000 });
    for (let tries = 0; tries < 3; tries++) {
      await last.click({ timeout: 5000 });
      if (await isGone()) return true;
    }
    return false;
  };
  await until(() => choose().catch(() => false), `${items.join(" > ")} in a menu`, 120);
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[()[\]&.*+?]/g, "\\$&")}$`);
}
