// The camera.

/** @type {Record<string, string>} */
export default {
  'camera.title': 'Camera',
  'camera.pause': 'Pause',
  'camera.go': 'Resume',
  'camera.stop': 'Close the camera',
  'camera.rate': '{rate} photos a second',
  'camera.rate.one': 'One photo a second',
  'camera.paused': 'Paused',
};
