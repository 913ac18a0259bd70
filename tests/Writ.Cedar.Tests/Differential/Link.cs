using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Differential;

/// <summary>A template to be linked, by its number, and what fills its slots.</summary>
internal sealed record Link(int Template, string Id, EntityUid? Principal, EntityUid? Resource);
