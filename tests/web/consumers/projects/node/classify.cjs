async function main() {
  const { createClassifier } = await import('residua');
  const classifier = await createClassifier({ model: '../files/tiny.safetensors' });
  const predictions = await classifier.classify('../files/picture.bmp', { topK: 10 });
  const builtin = await createClassifier();
  const [best] = await builtin.classify('../files/picture.bmp');
  console.log(JSON.stringify({ predictions, best, info: classifier.info() }));
  classifier.close();
  builtin.close();
}

main();
