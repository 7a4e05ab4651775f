// A server that classifies what it is sent: PORT=3000 node server.mjs
//
//   curl --data-binary @photo.jpg http://127.0.0.1:3000/
import { createServer } from 'node:http';
import { createClassifier, ResiduaError } from 'residua';

const LARGEST = 20e6; // bytes

const classifier = await createClassifier();

const server = createServer(async (request, response) => {
  const send = (status, answer) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify(answer)}\n`);
  };
  if (request.method !== 'POST') return send(405, { error: 'POST a photo' });
  try {
    const photo = await read(request);
    if (!photo) return send(413, { error: `a photo may have ${LARGEST} bytes` });
    // A decoded photo takes memory by its pixels, not by its bytes.
    send(200, await classifier.classifyDetailed(photo, { maxPixels: 50e6 }));
  } catch (error) {
    const isTheirs = error instanceof ResiduaError && error.code.includes('image');
    if (!isTheirs) console.error(error);
    send(isTheirs ? 422 : 500, { error: isTheirs ? error.message : 'internal error' });
  }
});

/** Gives undefined where there is more than may come. */
async function read(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > LARGEST) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
process.once('SIGTERM', () => {
  server.close();
  classifier.close();
});
