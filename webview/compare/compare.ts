import "./compare.css";
import { readCompareParams } from "../../src/shared/views/compare";
import { openPage } from "../kit/page";
import { createBoard } from "./board";

void openPage(readCompareParams, async ({ root, params }) => {
  await createBoard(root, params).start();
});
