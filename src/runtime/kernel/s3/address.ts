import { S3Fault } from "./s3";

export interface S3Address {
  readonly bucket: string;
  readonly key: string;
  /** Where the bucket keeps versions: this one, to read; else the newest. */
  readonly version?: string | undefined;
}

export function isS3Url(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/** A key is taken as it stands: S3 knows no escapes in it. */
export function readS3Url(url: string): S3Address {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(url) ?? [];
  if (bucket === "") throw new S3Fault(url, "expected s3://BUCKET/KEY");
  if (!/^[a-z0-9][a-z0-9._-]{1,62}$/i.test(bucket)) throw new S3Fault(url, `'${bucket}' is no name of a bucket`);
  if (key === "") throw new S3Fault(url, "names a bucket; the key of one object is missing: s3://BUCKET/KEY");
  if (key.endsWith("/")) throw new S3Fault(url, "names a folder; name one object in it");
  return { bucket, key };
}

export function s3Url({ bucket, key }: S3Address): string {
  return `s3://${bucket}/${key}`;
}
