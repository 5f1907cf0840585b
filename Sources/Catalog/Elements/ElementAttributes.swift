/// The attributes that `app.xml` has for a value, in the order in which they are written; one without a value is left out.
package typealias ElementAttributes = KeyValuePairs<String, String?>
