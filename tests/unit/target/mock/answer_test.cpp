// SPDX-License-Identifier: Apache-2.0
#include "target/mock/answer.h"

#include <gmock/gmock.h>

namespace loadgate::mock {
namespace {

constexpr MessageOptions usual{.ending = Ending::keep_alive, .body = BodyPart::sent};

TEST(WriteMessage, WritesHeadAndBody) {
  EXPECT_EQ(write_message(json_answer(201, "{}"), {{"X-Region", "eu"}}, usual).bytes,
            "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nContent-Type: application/json\r\n"
            "X-Region: eu\r\n\r\n{}");
}

TEST(WriteMessage, WritesTheAnswersOwnHeadersAfterThoseOfTheRoute) {
  Answer answer = json_answer(200, "{}");
  answer.headers = {{"Retry-After", "1"}};
  EXPECT_EQ(write_message(answer, {{"X-Region", "eu"}}, usual).bytes,
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n"
            "X-Region: eu\r\nRetry-After: 1\r\n\r\n{}");
}

TEST(WriteMessage, AnnouncesTheEndOfTheConnection) {
  EXPECT_EQ(write_message(json_answer(200, ""), {}, {Ending::close, BodyPart::sent}).bytes,
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: application/json\r\n"
            "Connection: close\r\n\r\n");
}

TEST(WriteMessage, SendsNoBodyWhereThereCanBeNone) {
  EXPECT_EQ(write_message(json_answer(204, "ignored"), {}, usual).bytes,
            "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(WriteMessage, AnswersHeadWithTheLengthAlone) {
  const Message message =
      write_message(json_answer(200, "{}"), {}, {Ending::keep_alive, BodyPart::left_out});
  EXPECT_EQ(message.bytes,
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n");
}

TEST(FirstHalf, IsTheHeadAndHalfOfTheBody) {
  const Message message{.bytes = "head12345678", .head_size = 4};
  EXPECT_EQ(first_half(message), "head1234");
}

TEST(FirstHalf, IsHalfOfTheHeadWhereThereIsNoBody) {
  const Message message{.bytes = "head", .head_size = 4};
  EXPECT_EQ(first_half(message), "he");
}

TEST(ErrorAnswer, EscapesItsMessage) {
  EXPECT_EQ(error_answer(400, "say \"hi\"").body, "{\"error\":\"say \\\"hi\\\"\"}");
}

}  // namespace
}  // namespace loadgate::mock
