// SPDX-License-Identifier: Apache-2.0
#include "plan/csv.h"

#include <utility>

#include "plan/data_limits.h"

namespace loadgate {
namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  Result<std::vector<CsvRecord>> read() {
    while (next_ < text_.size()) {
      if (take_line_break()) {
        continue;
      }
      CsvRecord record{.line = line_, .cells = {}};
      RETURN_IF_ERROR(read_record(record));
      records_.push_back(std::move(record));
    }
    return std::move(records_);
  }

 private:
  Result<void> read_record(CsvRecord& record) {
    while (true) {
      ASSIGN_OR_RETURN(std::string cell, is_at('"') ? read_quoted() : read_bare());
      record.cells.push_back(std::move(cell));
      if (++cells_ > most_data_cells) {
        return failed(line_, "more than 4,000,000 cells up to here", "use fewer rows");
      }
      if (is_at(',')) {
        ++next_;
        continue;
      }
      take_line_break();
      return {};
    }
  }

  Result<std::string> read_bare() {
    const std::size_t begin = next_;
    while (next_ < text_.size() && text_[next_] != ',' && !is_line_break()) {
      if (text_[next_] == '"') {
        return failed(line_, "a quote inside a cell that does not begin with one",
                      "put the whole cell in quotes and double those inside it");
      }
      ++next_;
    }
    return std::string(text_.substr(begin, next_ - begin));
  }

  Result<std::string> read_quoted() {
    const std::size_t first_line = line_;
    std::string cell;
    ++next_;
    while (next_ < text_.size()) {
      const char c = text_[next_++];
      if (c != '"') {
        line_ += c == '\n' ? 1U : 0U;
        cell += c;
      } else if (is_at('"')) {
        cell += '"';
        ++next_;
      } else if (next_ == text_.size() || is_at(',') || is_line_break()) {
        return cell;
      } else {
        return failed(line_, "text after the closing quote of a cell",
                      "a quote inside a cell is written twice");
      }
    }
    return failed(first_line, "the quote that opens a cell here is never closed",
                  "a quote inside a cell is written twice");
  }

  bool is_at(char c) const { return next_ < text_.size() && text_[next_] == c; }
  bool is_line_break() const { return is_at('\n') || text_.substr(next_).starts_with("\r\n"); }
  bool take_line_break() {
    if (!is_line_break()) {
      return false;
    }
    next_ += is_at('\n') ? 1U : 2U;
    ++line_;
    return true;
  }
  tl::unexpected<Error> failed(std::size_t line, std::string_view message,
                               std::string_view hint) const {
    return invalid_input(
        std::string(file_) + ":" + std::to_string(line) + ": " + std::string(message),
        std::string(hint));
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t next_ = 0;
  std::size_t line_ = 1;
  std::size_t cells_ = 0;
  std::vector<CsvRecord> records_;
};

}  // namespace

Result<std::vector<CsvRecord>> parse_csv(std::string_view text, std::string_view file) {
  return CsvReader(text, file).read();
}

}  // namespace loadgate
