/** The names of data files, for choosing among the files of a folder. */

/** Without their points; a folder of images is chosen as a folder. */
export const DATA_EXTENSIONS = ['csv', 'tsv', 'jsonl', 'ndjson', 'parquet', 'arrow', 'feather', 'npz', 'npy'];

/** As a glob pattern; of the files of an IDX data set the images for training. */
export const DATA_PATTERN = `**/{${[
  ...DATA_EXTENSIONS.map((extension) => `*.${extension}`),
  ...['', '.gz'].map((ending) => `*train-images*ubyte${ending}`),
].join(',')}}`;
