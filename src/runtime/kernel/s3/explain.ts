import { codeOf } from "../home";
import { isS3Fault, S3Fault } from "./s3";

/** What one wants to do, and where. */
export interface Deed {
  readonly act: "read" | "write" | "list";
  readonly url: string;
  readonly bucket: string;
}

const credentials = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE";

/** By the code that the store answers with. */
const answers: Readonly<Record<string, (deed: Deed) => string>> = {
  NoSuchBucket: ({ bucket }) => `there is no bucket '${bucket}'`,
  AccessDenied: ({ act }) => `access denied: these credentials may not ${act} it`,
  AllAccessDisabled: () => "access denied: the bucket is closed",
  InvalidAccessKeyId: () => `the access key is not known there; look at ${credentials}`,
  SignatureDoesNotMatch: () => "the secret key does not fit the access key; look at AWS_SECRET_ACCESS_KEY",
  ExpiredToken: () => "the session token is expired; sign in again",
  ExpiredTokenException: () => "the session token is expired; sign in again",
  InvalidToken: () => "the session token is not valid; look at AWS_SESSION_TOKEN",
  AuthorizationHeaderMalformed: () => "the bucket is in another region; set AWS_REGION",
  PermanentRedirect: () => "the bucket is in another region; set AWS_REGION",
  RequestTimeTooSkewed: () => "the clock of this machine differs from that of the store; set it right",
  PreconditionFailed: () => "was changed while it was read; the same command reads it anew",
  InvalidObjectState: () => "lies in an archive; restore it first",
  SlowDown: () => "the store has too much to do; the same command goes on later",
  ServiceUnavailable: () => "the store has too much to do; the same command goes on later",
};

/** The names that HEAD gives to answers without a body, and others of the same meaning. */
const sameAs: Readonly<Record<string, string>> = {
  "403": "AccessDenied",
  Forbidden: "AccessDenied",
  "412": "PreconditionFailed",
  "503": "ServiceUnavailable",
};

const network: ReadonlySet<string> = new Set([
  ..."ENOTFOUND EAI_AGAIN ECONNREFUSED ECONNRESET ETIMEDOUT EHOSTUNREACH ENETUNREACH EPIPE EPROTO".split(" "),
  ..."DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE".split(" "),
  ..."UNABLE_TO_GET_ISSUER_CERT_LOCALLY CERT_HAS_EXPIRED ERR_TLS_CERT_ALTNAME_INVALID".split(" "),
]);

/** A fault of the SDK in words; anything else as it is. */
export function explain(error: unknown, deed: Deed, endpoint: string | undefined): unknown {
  if (!(error instanceof Error) || isS3Fault(error) || error.name === "AbortError") return error;
  const fault = (why: string) => new S3Fault(deed.url, why);
  const known = answers[sameAs[error.name] ?? error.name];
  if (known !== undefined) return fault(known(deed));
  if (error.name === "CredentialsProviderError" || error.name === "TokenProviderError")
    return fault(withoutCredentials(error));
  const code = codeOf(error);
  if (error.name === "TimeoutError" || (code !== undefined && network.has(code)))
    return fault(`${endpoint ?? "AWS"} cannot be reached (${code ?? "nothing comes back"}); is the network there?`);
  const said = error.message.split("\n", 1)[0];
  return fault(`the store says ${error.name}${said && said !== error.name ? `: ${said}` : ""}`);
}

function withoutCredentials({ message }: Error): string {
  const profile = process.env.AWS_PROFILE;
  if (profile) return `no credentials in the profile '${profile}' (AWS_PROFILE): ${message.split("\n", 1)[0]}`;
  return `no credentials; set ${credentials} to a profile in ~/.aws`;
}
