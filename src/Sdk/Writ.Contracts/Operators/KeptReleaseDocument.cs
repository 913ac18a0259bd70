namespace Writ.Contracts;

/// <summary>A release that was in force once, or is.</summary>
/// <param name="Id">Its id, by content.</param>
/// <param name="Content">Its canonical bytes, in base64.</param>
public sealed record KeptReleaseDocument(string Id, string Content);
