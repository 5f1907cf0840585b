internal import Omaha
internal import UpdateService

/// A form of the protocol: how a request is read and how its answer is written. A worker has one of each.
///
/// A release has a rendition for each dialect, made when the catalog loads; that of XML is ``Catalog/Release/manifestXML``.
protocol Dialect: AnyObject {
  /// The Content-Type of an answer.
  var contentType: String { get }

  /// Reads the body of a request.
  ///
  /// - Throws: 400 with what is wrong with it.
  func decode(_ body: [UInt8]) throws(Rejection) -> DecodedRequest

  /// Writes the body of an answer.
  ///
  /// - Throws: 500 when it cannot be written, which nothing that was read is.
  func render(_ answer: Answer) throws(Rejection) -> [UInt8]
}
