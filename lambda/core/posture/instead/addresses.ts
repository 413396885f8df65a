/** Addresses: which are private, and which are EC2's by AWS's own list (ip-ranges.json). */

import { BlockList, isIP } from 'node:net';

const PRIVATE = listOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']);

export const isPrivate = (address: string) => contains(PRIVATE, address);

/**
 * Reads ip-ranges.json (AWS General Reference, "AWS IP address ranges").
 * @throws for a text that is no such list
 */
export function ec2Addresses(json: string): (address: string) => boolean {
  const { prefixes = [], ipv6_prefixes = [] } = JSON.parse(json) as {
    readonly prefixes?: readonly { readonly ip_prefix?: string; readonly service?: string }[];
    readonly ipv6_prefixes?: readonly { readonly ipv6_prefix?: string; readonly service?: string }[];
  };
  const blocks = [
    ...prefixes.map((each) => ({ ...each, block: each.ip_prefix })),
    ...ipv6_prefixes.map((each) => ({ ...each, block: each.ipv6_prefix })),
  ]
    .filter(({ service }) => service === 'EC2')
    .map(({ block }) => block ?? '');
  if (blocks.length === 0) throw new Error('it names no addresses of EC2');
  const list = listOf(blocks);
  return (address) => contains(list, address);
}

function listOf(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = '', bits] = block.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

const contains = (list: BlockList, address: string) => isIP(address) !== 0 && list.check(address, familyOf(address));

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
