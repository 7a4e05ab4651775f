import { createClassifier } from 'residua';

let loading;

export async function POST(request) {
  loading ??= createClassifier();
  const classifier = await loading;
  return Response.json(await classifier.classify(await request.arrayBuffer()));
}
