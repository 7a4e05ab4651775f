#include "teach/plane.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

using Catch::Matchers::WithinAbs;

namespace residua::teach {
namespace {

// With the column of ones that is left out.
Matrix Rows(const std::vector<std::vector<double>>& rows) {
  Matrix matrix(rows.size(), rows[0].size() + 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) matrix.at(i, j) = rows[i][j];
    matrix.at(i, rows[i].size()) = 1;
  }
  return matrix;
}

}  // namespace

TEST_CASE("Samples on a line lie on the first axis, at their distances", "[teach]") {
  // (1, 2, 2) has length 3; the mean is at 2.
  const Plane plane = MakePlane(Rows({{0, 0, 0}, {1, 2, 2}, {2, 4, 4}, {5, 10, 10}}));
  const std::array<double, 4> expected = {-6, -3, 0, 9};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK_THAT(plane.points[i][0], WithinAbs(expected[i], 1e-5));
    CHECK_THAT(plane.points[i][1], WithinAbs(0, 1e-5));
  }
  CHECK_THAT(plane.share[0], WithinAbs(1, 1e-9));
  CHECK_THAT(plane.share[1], WithinAbs(0, 1e-9));
}

TEST_CASE("The axes are the directions in which samples differ most", "[teach]") {
  const Plane plane = MakePlane(Rows({{7, 3}, {7, -3}, {8, 0}, {6, 0}}));
  CHECK_THAT(plane.share[0], WithinAbs(18.0 / 20, 1e-9));
  CHECK_THAT(plane.share[1], WithinAbs(2.0 / 20, 1e-9));
  CHECK_THAT(std::abs(plane.points[0][0]), WithinAbs(3, 1e-5));
  CHECK_THAT(plane.points[0][0] + plane.points[1][0], WithinAbs(0, 1e-5));
  CHECK_THAT(std::abs(plane.points[2][1]), WithinAbs(1, 1e-5));
}

TEST_CASE("Samples that do not differ lie in one point", "[teach]") {
  const Plane plane = MakePlane(Rows({{4, 5}, {4, 5}, {4, 5}}));
  for (const auto& point : plane.points) CHECK(point == std::array<float, 2>{0, 0});
}

}  // namespace residua::teach
