import { until } from "../until";
import type { Stage } from "./stage";

/** The view alone: what stands above it is folded. */
export async function unfoldView({ page }: Stage, text: string): Promise<void> {
  const head = (name: RegExp) => page.locator(".pane-header", { hasText: name });
  const isOpen = async (name: RegExp) => (await head(name).getAttribute("aria-expanded")) === "true";
  for (const name of [/^Runs/, /^Models/]) if (await isOpen(name)) await head(name).click();
  if (!(await isOpen(/^Deployments & Health/))) await head(/^Deployments & Health/).click();
  await page.locator(".pane-body").getByText(text).first().waitFor();
}

/** By its key: on a slow machine a command may be chosen twice, and the second time it is not there. */
export async function closeSidebar(page: Stage["page"]): Promise<void> {
  const sidebar = page.locator(".part.sidebar");
  await until(async () => {
    if (await sidebar.isVisible()) {
      await page.locator(".tabs-container .tab.active").click();
      await page.keyboard.press("Control+B");
    }
    await page.waitForTimeout(1000);
    return !(await sidebar.isVisible());
  }, "the side bar to close");
}
