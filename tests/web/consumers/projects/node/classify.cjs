async function main() {
  const { createClassifier } = await import('residua');
  const classifier = await createClassifier({ model: '../files/tiny.safetensors' });
  const predictions = await classifier.classify('../files/picture.bmp', { topK: 10 });
  console.log(JSON.stringify({ predictions, info: classifier.info() }));
  classifier.close();
}

main();
