import type { Setting } from './setting';

/** Which users are managed. IAM enforces the same choice on the function's permissions. */
export type Manage =
  | { readonly by: 'tag'; readonly key: string; readonly value: string }
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'all' };

export const manage: Setting<Manage> = {
  default: { by: 'tag', key: 'keyturn:managed', value: 'true' },
  allowed: '"tag:<key>=<value>", "path:/<path>/" or "all"',
  parse: parseManage,
  format: formatManage,
};

function parseManage(text: string): Manage | undefined {
  if (text === 'all') return { by: 'all' };
  const path = /^path:(\/(?:[\w.,:;@+=~#%&!-]+\/)+)$/.exec(text)?.[1];
  if (path !== undefined && path.length <= 512) return { by: 'path', path };
  // IAM's limits for tags: 128 characters a key, 256 a value. `*` and `$` would be read as patterns by an IAM condition.
  const tag = /^tag:([\w .:/+@-]{1,128})=([\w .:/=+@-]{0,256})$/.exec(text);
  return tag?.[1] !== undefined && tag[2] !== undefined ? { by: 'tag', key: tag[1], value: tag[2] } : undefined;
}

export function formatManage(value: Manage): string {
  switch (value.by) {
    case 'all':
      return 'all';
    case 'path':
      return `path:${value.path}`;
    case 'tag':
      return `tag:${value.key}=${value.value}`;
  }
}
