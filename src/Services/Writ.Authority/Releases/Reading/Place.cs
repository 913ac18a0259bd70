namespace Writ.Authority.Releases.Reading;

/// <summary>Where something stands in a release. Line and column are from one; zero means the whole file.</summary>
internal readonly record struct Place(string File, int Line, int Column);
