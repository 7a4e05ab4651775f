export default function Page() {
  return <p>POST a photo to /classify.</p>;
}
