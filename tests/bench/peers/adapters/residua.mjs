// Residua as it ships: the module's own entry, in this worker.
import { nchwToNhwc } from './util.mjs';

export default async function (ctx) {
  const { createClassifier } = await import('/residua/dist/index.js');
  const classifier = await createClassifier({
    model: new URL(ctx.modelUrl, location.href),
    threads: ctx.threads,
    worker: false,
    cache: false,
    ...ctx.options,
  });
  const [batch, channels, height, width] = ctx.shape;
  const data = nchwToNhwc(ctx.input, ctx.shape);
  return {
    infer: () => classifier.logits({ data, shape: [batch, height, width, channels] }),
    info: classifier.info(),
  };
}
