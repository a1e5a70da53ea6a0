import { get } from "node:http";
import { createServer } from "node:net";
import { placesOf } from "../../runtime/kernel/home";
import { answersNonce } from "../../runtime/kernel/nonce";
import { findOwner } from "../../runtime/kernel/owner";
import { type Finding, good, warning } from "./finding";

/** Where scripts with MLflow's usual address written into them look. */
export const usualPort = 5000;

export async function checkUsualPort(workspace: string, port = usualPort): Promise<Finding> {
  const name = `port ${port}`;
  if (await isFree(port))
    return good(name, "free: a runtime that the editor or `tidemark run` starts answers there too");
  const owner = await findOwner(placesOf(workspace).home);
  if (owner && (await answersNonce({ url: `http://127.0.0.1:${port}`, nonce: owner.nonce })))
    return good(name, "the runtime of this folder answers");
  const answer = await askStatus(port);
  return answer === "tidemark"
    ? warning(
        name,
        "the Tidemark runtime of another folder answers",
        `scripts with http://localhost:${port} written into them do not reach this one; take the address out or stop that runtime`,
      )
    : warning(
        name,
        "taken by another program",
        `scripts with http://localhost:${port} written into them reach that one; take the address out or stop it`,
      );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Without a token our runtime refuses its status in its own words; any other program has others. */
function askStatus(port: number): Promise<"tidemark" | "other"> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/api/tidemark/v1/status", timeout: 2000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text = (text + part).slice(0, 10_000);
      });
      response.on("end", () => resolve(/tidemark/i.test(text) ? "tidemark" : "other"));
      response.on("error", () => resolve("other"));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve("other"));
  });
}
