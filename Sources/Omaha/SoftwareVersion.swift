/// The version of every program of this package.
package let softwareVersion = "0.1.0"
