/** An answer before the model adds `$metadata`. */
export type Answer<Output> = Omit<Output, '$metadata'>;

type Tags = Readonly<Record<string, string>>;

export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Left out, not empty, when there is none. */
export function shownTags(tags: Tags) {
  const Tags = tagList(tags);
  return Tags.length > 0 ? { Tags } : {};
}

/** A label is on one version; a version has none, one or several. */
export function stagesByVersion(labels: ReadonlyMap<string, string>): Record<string, string[]> {
  const stages: Record<string, string[]> = {};
  for (const [label, versionId] of labels) {
    stages[versionId] ??= [];
    stages[versionId].push(label);
  }
  return stages;
}
