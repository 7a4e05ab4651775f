import {
  createClassifier,
  heatmap,
  listModels,
  ResiduaError,
  type Classifier,
  type ErrorCode,
  type Explanation,
  type Model,
  type Prediction,
  type Progress,
} from 'residua';
import weights from 'residua/builtin.safetensors';
import { createClassifier as createInline } from 'residua/inline';

export async function label(photo: File, signal: AbortSignal): Promise<string> {
  const classifier: Classifier = await createClassifier({
    model: 'resnet18',
    signal,
    onProgress: ({ phase, bytes, total }: Progress) =>
      console.log(phase, bytes / (total ?? Infinity)),
  });
  try {
    const [best]: Prediction[] = await classifier.classify(photo, { topK: 1, minProbability: 0.5 });
    const explanation: Explanation = await classifier.explain(photo, { label: 'Samoyed' });
    const picture: ImageData = heatmap(explanation, { width: 224, height: 224 });
    const embedding: Float32Array = await classifier.embed(photo);
    const [, second]: readonly Model[] = await listModels();
    console.log(picture.width, embedding.length, second?.preprocessing?.cropSize);
    return best?.label ?? 'nothing in particular';
  } catch (error) {
    if (!(error instanceof ResiduaError)) throw error;
    const code: ErrorCode = error.code;
    return code;
  } finally {
    classifier.close();
  }
}

export async function all(photos: File[]): Promise<string[]> {
  const classifier = await createInline({ model: new Uint8Array(), labels: ['cat', 'dog'] });
  const labels: string[] = [];
  for await (const { photo, predictions, error } of classifier.classifyEach(photos)) {
    labels.push(error ? `${photo.name}: ${error.code}` : (predictions[0]?.label ?? ''));
  }
  classifier.close();
  return labels;
}

export async function surely(photo: File): Promise<string | undefined> {
  using classifier = await createInline({ model: weights });
  const { predictions, sure } = await classifier.classifyDetailed(photo);
  const { threshold, temperature }: { threshold: number; temperature: number } = classifier.info();
  console.log(threshold, temperature);
  return sure ? predictions[0]?.label : undefined;
}

void createClassifier();
// @ts-expect-error a model is no number
void createClassifier({ model: 18 });
// @ts-expect-error topK is a number
export const wrong = (classifier: Classifier) => classifier.classify('a.jpg', { topK: 'five' });
