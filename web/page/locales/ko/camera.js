// 카메라.

/** @type {Record<string, string>} */
export default {
  'camera.title': '카메라',
  'camera.pause': '일시정지',
  'camera.go': '계속',
  'camera.stop': '카메라 닫기',
  'camera.rate': '1초에 {rate}장',
  'camera.paused': '일시정지됨',
};
