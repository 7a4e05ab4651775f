// 여러 사진.

/** @type {Record<string, string>} */
export default {
  'gallery.title': '여러 사진',
  'gallery.progress': '사진 {count}장 중 {done}장',
  'gallery.done': '사진 {count}장, 그중 {failed}장은 답이 없습니다',
  'gallery.done.all': '사진 {count}장',
  'gallery.shown': '{total}장 중 {shown}장 보임',
  'gallery.none': '“{words}”와(과) 일치하는 결과가 없습니다.',
  'gallery.sort': '정렬',
  'gallery.sort.order': '추가한 순서',
  'gallery.sort.name': '파일 이름',
  'gallery.sort.label': '레이블',
  'gallery.sort.sure': '확실한 것부터',
  'gallery.sort.unsure': '불확실한 것부터',
  'gallery.filter': '레이블이나 파일 이름으로 찾기',
  'gallery.clear': '비우기',
  'gallery.waiting': '대기 중',
  'gallery.failed': '답 없음',
  'gallery.skipped': '이미지가 아닌 파일 {count}개를 제외했습니다.',
  'gallery.guess': '{label}?',
  'gallery.tally': '답과 사진 수',
  'gallery.tally.more': '외 {count}가지',
  'gallery.previous': '이전 사진',
  'gallery.next': '다음 사진',
  'gallery.place': '{total}장 중 {place}번째',
  'gallery.group': '{group}: {label}?',
};
