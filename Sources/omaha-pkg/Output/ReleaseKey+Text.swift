internal import Catalog
internal import Omaha

extension ReleaseKey {
  /// `1.2.3 amd64`, for a delta `1.2.3 amd64 from 1.2.2`.
  var text: String { "\(version) \(architecture)" + (previousVersion.map { " from \($0)" } ?? "") }
}
