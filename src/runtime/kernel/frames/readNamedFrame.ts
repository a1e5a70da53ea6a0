import type { Frame } from "../../../core/frame/frame";
import { ApiError } from "../../../shared/apiError";
import { type FrameOptions, readFrame } from "./readFrame";

/** As `readFrame`; what is wrong is said by the name that was asked for, and not where the file lies. */
export async function readNamedFrame(path: string, name: string, options: FrameOptions = {}): Promise<Frame> {
  try {
    return await readFrame(path, options);
  } catch (error) {
    if (!(error instanceof ApiError) || name === path) throw error;
    throw new ApiError(error.code, error.message.replaceAll(path, name));
  }
}
