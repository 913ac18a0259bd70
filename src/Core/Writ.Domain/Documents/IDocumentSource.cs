namespace Writ.Domain;

/// <summary>
/// Gets one public document of another party over https: its keys, or what it says of itself. Sends no credential and no cookie, follows no redirect, takes no proxy and
/// nothing compressed, and holds no more bytes than were asked for. Thread-safe.
/// </summary>
public interface IDocumentSource
{
    /// <summary>Gets the document's bytes: those of an answer with status 200 and one of the media types asked for.</summary>
    /// <exception cref="DocumentException">There is none, and why.</exception>
    ValueTask<ReadOnlyMemory<byte>> GetAsync(DocumentRequest request, CancellationToken cancellationToken);
}
