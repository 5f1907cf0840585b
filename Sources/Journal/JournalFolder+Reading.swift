internal import Glibc

/// What the reader of a journal does to its files.
extension JournalFolder {
  /// Removes a segment after everything in it was read and stored. It is no error when it is gone already.
  package func remove(_ segment: SegmentName) throws(JournalError) {
    let path = path(of: segment.text)
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw JournalError("remove \(path)") }
  }

  /// Ends the segment that CGI processes share, unless somebody is appending to it.
  package func endShared() throws(JournalError) {
    if let segment = try SharedSegment.toEnd(in: self) { _ = try segment.end() }
  }

  /// Removes segments without a byte that were begun before a moment, in milliseconds since 1970: a process was killed before it had locked its
  /// own, so nobody can tell that it is complete.
  package func removeUnbegun(before moment: Int64) throws(JournalError) {
    for segment in try segments() where segment.beginning < moment {
      let path = path(of: segment.text)
      do throws(JournalError) {
        let file = try OpenFile(path, O_RDONLY)
        guard file.status?.st_size == 0, file.lock(LOCK_EX | LOCK_NB), file.status?.st_size == 0 else { continue }
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw JournalError("remove \(path)") }
      } catch {
        guard error.code == ENOENT else { throw error }
      }
    }
  }

  /// Waits until all segments are on the disk.
  package func flush() throws(JournalError) {
    for name in try segments().map(\.text) + [SegmentName.shared] {
      let path = path(of: name)
      do throws(JournalError) {
        let file = try OpenFile(path, O_RDONLY)
        guard fdatasync(file.number) == 0 else { throw JournalError("flush \(path)") }
      } catch {
        guard error.code == ENOENT else { throw error }
      }
    }
  }

  /// The segments that nobody writes any more, in the order of their beginnings.
  package func completeSegments() throws(JournalError) -> [SegmentName] {
    var complete: [SegmentName] = []
    for segment in try segments() {
      do throws(JournalError) {
        let file = try OpenFile(path(of: segment.text), O_RDONLY)
        // One that is being begun has no lock yet, and no bytes.
        if file.status?.st_size ?? 0 > 0, file.lock(LOCK_SH | LOCK_NB) { complete.append(segment) }
      } catch {
        guard error.code == ENOENT else { throw error }
      }
    }
    return complete
  }
}
