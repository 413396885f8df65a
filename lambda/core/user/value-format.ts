/** The tag `keyturn:format`: the format of AWSCURRENT's value, which Keyturn cannot read. */
export interface ValueFormat {
  readonly name: string;
  /** With what an SMTP client of Amazon SES needs in that Region. */
  readonly sesSmtpRegion?: string;
}

export const formatValueFormat = ({ name, sesSmtpRegion }: ValueFormat) =>
  sesSmtpRegion === undefined ? name : `${name}+smtp:${sesSmtpRegion}`;

export function parseValueFormat(text: string): ValueFormat | undefined {
  const [, name, sesSmtpRegion] = /^([a-z][a-z0-9-]{0,31})(?:\+smtp:([a-z0-9-]+))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, ...(sesSmtpRegion !== undefined && { sesSmtpRegion }) };
}
