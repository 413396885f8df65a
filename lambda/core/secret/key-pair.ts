/** A key pair as the SDK signs with it. The only other place where a secret half has a name is issue-key.ts. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
