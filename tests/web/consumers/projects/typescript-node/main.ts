// A project for Node: its TypeScript knows no browser, so no HTMLImageElement and no ImageData.

import { readFile } from 'node:fs/promises';
import {
  createClassifier,
  heatmap,
  listModels,
  ResiduaError,
  type Photo,
  type Pixels,
  type Prediction,
} from 'residua';

export async function label(path: string): Promise<string> {
  using classifier = await createClassifier({ signal: AbortSignal.timeout(10_000) });
  const photos: Photo[] = [path, await readFile(path), new URL('file:///a.jpg'), new Blob([])];
  try {
    const [best]: Prediction[] = await classifier.classify(photos[0] ?? path, { topK: 1 });
    const picture: Pixels = heatmap(await classifier.explain(path), { width: 32, height: 32 });
    const raw: Prediction[] = await classifier.classify(picture);
    return best?.label ?? raw[0]?.label ?? (await listModels())[0]?.name ?? 'nothing';
  } catch (error) {
    return error instanceof ResiduaError ? error.code : 'aborted';
  }
}

// @ts-expect-error a photo is no number
export const wrong = async () => (await createClassifier()).classify(5);
