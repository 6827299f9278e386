// Transaction: the one way to read and write the vault. The first failing statement poisons it: later statements do
// nothing, queries find no row, and the commit is refused with that first error. So callers do not check every write.
//
//   tx.run("UPDATE outbox SET state = ? WHERE id = ?", 2, id.view());
//   for (auto row = tx.query("SELECT id, body FROM message WHERE buddy = ?", buddy); row.next();) use(row.blob(0));
//
// SQL is a literal of our own source; values are only ever bound. A Row and the views it gives are valid until its next
// `next()` or its end. Statements are cached by their text.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <sotto/base/bytes.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>

namespace sotto::store {

class Transaction;

class Row {
 public:
  Row(Row&& other) noexcept;
  Row& operator=(Row&&) = delete;
  ~Row();  // resets the statement
  bool next();
  std::int64_t integer(int column) const;
  bool flag(int column) const { return integer(column) != 0; }
  std::string text(int column) const;
  ByteView blob(int column) const;
  bool null(int column) const;
  template <class IdType>
  IdType id(int column) const {  // a blob of another size poisons the transaction
    const auto id = IdType::from(blob(column));
    if (!id) spoil();
    return id.value_or(IdType{});
  }

 private:
  friend class Transaction;
  Row(Transaction& transaction, void* statement) : transaction_(&transaction), statement_(statement) {}
  void spoil() const;
  Transaction* transaction_;
  void* statement_;  // sqlite3_stmt; null when the transaction is poisoned
};

class Transaction {
 public:
  virtual ~Transaction() = default;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  template <class... Values>
  std::int64_t run(Literal sql, const Values&... values) {  // rows changed
    Row row = query(sql, values...);
    while (row.next()) {
    }
    return changes();
  }
  template <class... Values>
  Row query(Literal sql, const Values&... values) {
    void* statement = prepare(sql);
    int index = 0;
    (bind_value(statement, ++index, values), ...);
    return Row(*this, statement);
  }
  virtual std::int64_t last_row_id() const = 0;
  virtual std::int64_t changes() const = 0;

  bool failed() const { return error_.has_value(); }
  Error error() const { return error_.value_or(Error{}); }
  void fail(Error error) {
    if (!error_) error_ = error;
  }

 protected:
  Transaction() = default;
  friend class Row;
  friend class Savepoint;
  virtual void* prepare(Literal sql) = 0;
  virtual void bind(void* statement, int index, std::int64_t value) = 0;
  virtual void bind(void* statement, int index, std::string_view text) = 0;
  virtual void bind(void* statement, int index, ByteView blob) = 0;
  virtual void bind_null(void* statement, int index) = 0;
  // How many changes stand before the savepoint; what it undoes does not count as writing.
  virtual std::int64_t open_savepoint() = 0;
  virtual void undo_savepoint(std::int64_t changes_before) = 0;
  virtual void release_savepoint() = 0;

  template <class T>
  void bind_value(void* statement, int index, const T& value) {
    if constexpr (std::is_same_v<T, std::nullopt_t>)
      bind_null(statement, index);
    else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
      bind(statement, index, static_cast<std::int64_t>(value));
    else if constexpr (std::is_convertible_v<const T&, std::string_view>)
      bind(statement, index, std::string_view(value));
    else if constexpr (std::is_convertible_v<const T&, ByteView>)
      bind(statement, index, ByteView(value));
    else if constexpr (requires { value.view(); })
      bind(statement, index, value.view());
    else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
      if (value.has_value())
        bind_value(statement, index, *value);
      else
        bind_null(statement, index);
    } else
      bind(statement, index, value.ms);  // Timestamp, Instant, Duration
  }
  std::optional<Error> error_;
};

// Rolls back to where it was made unless released. A libsignal failure is undone with it and the transaction goes on.
class Savepoint {
 public:
  explicit Savepoint(Transaction& transaction);
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  void release();

 private:
  Transaction& transaction_;
  std::int64_t changes_before_;
  bool open_ = true;
};

}  // namespace sotto::store
