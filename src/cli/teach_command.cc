#include "cli/teach_command.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/load_model.h"
#include "cli/photo_folder.h"
#include "cli/read_image.h"
#include "cli/teach_report.h"
#include "core/error.h"
#include "teach/lesson.h"
#include "teach/taught_file.h"

namespace residua::cli {
namespace {

using teach::Lesson;
using teach::Samples;
using teach::TaughtHead;

// Shows progress on one line of a terminal; prints nothing elsewhere.
void ShowProgress(const std::string& text) {
  static const bool terminal = isatty(STDERR_FILENO) != 0;
  if (terminal) std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
}

// Passes the embedding of each readable photo to `take`.
void EmbedAll(Classifier& classifier, const Arguments& arguments, const PhotoFolder& folder,
              std::vector<FailedPhoto>& failed,
              const std::function<void(const FolderPhoto&, const std::vector<float>&)>& take) {
  std::size_t done = 0;
  for (const FolderPhoto& photo : folder.photos) {
    try {
      const std::vector<std::uint8_t> bytes = ReadImage(photo.path);
      take(photo, classifier.Embed({.bytes = bytes, .limits = arguments.limits}));
    } catch (const Error& error) {
      failed.push_back({photo.path, error});
    } catch (const std::bad_alloc&) {
      failed.push_back({photo.path, Error(ErrorCode::kOutOfMemory,
                                          "There is not enough memory for this image.")});
    }
    ShowProgress(std::to_string(++done) + " of " + std::to_string(folder.photos.size()) +
                 " photos");
  }
  ShowProgress("");
}

// Removes classes none of whose photos could be read.
void DropEmptyClasses(Samples& samples) {
  const std::vector<std::size_t> counts = samples.CountsOfClasses();
  std::vector<std::string> kept;
  std::vector<std::uint32_t> numbers;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    numbers.push_back(static_cast<std::uint32_t>(kept.size()));
    if (counts[k] > 0) kept.push_back(samples.classes[k]);
  }
  for (teach::Sample& sample : samples.samples) sample.class_id = numbers[sample.class_id];
  samples.classes = std::move(kept);
}

void SetNoneClass(const std::string& none, Samples& samples) {
  if (none.empty()) return;
  const auto found = std::ranges::find(samples.classes, none);
  if (found == samples.classes.end()) {
    throw Error(
        ErrorCode::kInvalidOption,
        "--none names \"" + none + "\", but there is no sub-folder of that name with photos.");
  }
  samples.none_class = static_cast<std::int32_t>(found - samples.classes.begin());
}

// Writes to a temporary name, so that an existing file is replaced completely or not at all.
void WriteFile(const teach::TaughtFile& file, const std::vector<std::string>& originals,
               const std::string& path) {
  const std::string partial = path + ".tmp";
  const auto fail = [&](const std::string& why) {
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    throw Error(ErrorCode::kInvalidOption, "Cannot write \"" + path + "\": " + why + ".");
  };
  std::vector<std::ifstream> sources;
  sources.reserve(originals.size());
  for (const std::string& original : originals) sources.emplace_back(original, std::ios::binary);
  std::ofstream out(partial, std::ios::binary);
  if (!out) fail("the place cannot be written to");
  std::vector<std::byte> bytes;
  for (const teach::FilePiece& piece : file.pieces) {
    const auto size = static_cast<std::size_t>(piece.end - piece.begin);
    if (piece.ours) {
      bytes.assign(file.bytes.begin() + static_cast<std::ptrdiff_t>(piece.begin),
                   file.bytes.begin() + static_cast<std::ptrdiff_t>(piece.end));
    } else {
      bytes.resize(size);
      std::ifstream& source = sources.at(piece.file);
      source.seekg(static_cast<std::streamoff>(piece.begin));
      source.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
      if (!source) fail("\"" + originals[piece.file] + "\" has changed since it was loaded");
      if (!piece.strides.empty()) bytes = teach::InOrder(piece, bytes);
    }
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(partial, path, error);
  if (!out || error) fail(error ? error.message() : "the disk may be full");
}

TestReport Test(Classifier& classifier, const Arguments& arguments, const TaughtHead& head,
                std::vector<FailedPhoto>& failed) {
  TestReport report;
  const PhotoFolder folder = ReadPhotoFolder(arguments.test);
  EmbedAll(classifier, arguments, folder, failed,
           [&](const FolderPhoto& photo, const std::vector<float>& embedding) {
             const std::vector<double> probabilities = head.Probabilities(embedding);
             const auto best = static_cast<std::size_t>(std::ranges::max_element(probabilities) -
                                                        probabilities.begin());
             const bool novel = head.IsNovel(embedding, probabilities);
             const std::string& label = folder.classes[photo.label];
             const bool known = std::ranges::find(head.classes, label) != head.classes.end();
             if (!known) {
               ++report.unseen;
               report.unseen_refused += novel;
               return;
             }
             ++report.total;
             report.refused += novel;
             if (head.classes[best] == label) {
               ++report.right;
             } else {
               report.wrong.push_back({photo.path, label, head.classes[best], probabilities[best]});
             }
           });
  return report;
}

}  // namespace

int Teach(const Arguments& arguments, const char* program) {
  const PhotoFolder folder = ReadPhotoFolder(arguments.images[0]);
  const LoadedModel model = LoadModel(arguments, program);
  const std::string body =
      model.classifier->body();  // reports first if the network cannot be saved
  TeachReport report{.out = arguments.out};

  Samples samples{.features = model.classifier->config().features(), .classes = folder.classes};
  EmbedAll(*model.classifier, arguments, folder, report.failed,
           [&](const FolderPhoto& photo, const std::vector<float>& embedding) {
             report.photos.push_back(photo.path);
             samples.samples.push_back({.id = static_cast<std::uint32_t>(report.photos.size()),
                                        .class_id = static_cast<std::uint32_t>(photo.label)});
             samples.embeddings.insert(samples.embeddings.end(), embedding.begin(),
                                       embedding.end());
           });
  DropEmptyClasses(samples);
  SetNoneClass(arguments.none, samples);
  Lesson lesson = teach::Teach(samples, {}, [](double done) {
    ShowProgress("learning: " + std::to_string(static_cast<int>(100 * done)) + " %");
  });
  ShowProgress("");
  const TaughtHead head{.classes = samples.classes,
                        .layer = lesson.head,
                        .temperature = lesson.temperature,
                        .novelty = lesson.novelty};
  WriteFile(teach::MakeTaughtFile(body, head), model.files, arguments.out);
  if (!arguments.test.empty()) {
    report.test = Test(*model.classifier, arguments, head, report.failed);
  }
  const std::string text = arguments.json ? TeachJson(samples, lesson, report) + "\n"
                                          : TeachText(samples, lesson, report);
  std::fwrite(text.data(), 1, text.size(), stdout);
  for (const FailedPhoto& photo : report.failed) {
    if (!arguments.json) {
      std::fprintf(stderr, "residua: %s: %s\n", photo.path.c_str(), photo.error.what());
    }
  }
  return report.failed.empty() ? 0 : 1;
}

}  // namespace residua::cli
