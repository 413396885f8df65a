/** A file of lambda/ as a mutant has it: one text in it is replaced while jest loads it. The file itself is not touched. */
const swc = require('@swc/jest');

module.exports = {
  createTransformer({ file, find, replace, swcOptions }) {
    const transformer = swc.createTransformer(swcOptions);
    const mutated = (source, path) => {
      if (!path.endsWith(`/${file}`)) return source;
      const parts = source.split(find);
      if (parts.length !== 2) throw new Error(`the text to replace is ${parts.length - 1} times in ${file}`);
      return parts.join(replace);
    };
    return {
      ...transformer,
      process: (source, path, options) => transformer.process(mutated(source, path), path, options),
      // By what is in the file, and not by the project's own settings: the mutants share what they do not change, and no other mutant's file is used.
      getCacheKey: (source, path, options) =>
        transformer.getCacheKey(mutated(source, path), path, { ...options, configString: '' }),
    };
  },
};
