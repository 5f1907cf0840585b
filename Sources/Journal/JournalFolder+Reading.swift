internal import Glibc

/// What the reader of a journal does to its files.
extension JournalFolder {
  /// Removes a segment of which everything was read and stored. One that is gone already is no error.
  package func remove(_ segment: SegmentName) throws(JournalError) {
    let path = path(of: segment.text)
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw JournalError("remove \(path)") }
  }

  /// Ends the segment that CGI processes share, unless somebody is appending to it.
  package func endShared() throws(JournalError) {
    if let segment = try SharedSegment.toEnd(in: self) { _ = try segment.end() }
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
}
