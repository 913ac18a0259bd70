using System.Text;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every <see cref="IDocumentSource"/> does.</summary>
public abstract class DocumentSourceConformance
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"a":"ä"}""");

    /// <summary>The source under test.</summary>
    protected abstract IDocumentSource Source { get; }

    /// <summary>Whom the source has to believe to read what was put.</summary>
    protected abstract ServerTrust Trust { get; }

    [Fact]
    public async Task Get_DocumentThatIsThere_GivesItsVeryBytes() => Assert.Equal(Body, (await GetAsync(Put("/there", Body))).ToArray());

    [Fact]
    public async Task Get_AsLargeAsTaken_IsThereAndOneByteMoreIsNot()
    {
        var large = new byte[2000];
        Assert.Equal(large, (await GetAsync(Put("/large", large), maxBytes: 2000)).ToArray());
        Assert.Equal(DocumentFault.TooLarge, await FaultAsync(Put("/large", large), maxBytes: 1999));
    }

    [Fact]
    public async Task Get_OtherMediaType_IsRefused()
    {
        Assert.Equal(DocumentFault.MediaType, await FaultAsync(Put("/html", Body, "text/html")));
        Assert.Equal(DocumentFault.MediaType, await FaultAsync(Put("/near", Body, "application/jsonx")));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Get_OtherStatus_IsRefused(int status) => Assert.Equal(DocumentFault.Status, await FaultAsync(Put("/status", [], "application/json", status)));

    [Theory]
    [InlineData("http://host.example/keys")]
    [InlineData("http://localhost/keys")]
    [InlineData("http://192.0.2.1/keys")]
    [InlineData("ftp://127.0.0.1/keys")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://me:pw@host.example/keys")]
    [InlineData("https://host.example/keys#part")]
    public async Task Get_AddressThatIsNotHttps_IsNotAsked(string address) => Assert.Equal(DocumentFault.Address, await FaultAsync(new Uri(address)));

    [Fact]
    public async Task Get_GivenUp_EndsAsCancelled()
    {
        var address = Put("/there", Body);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Source.GetAsync(new DocumentRequest(address, Trust, ["application/json"]), new CancellationToken(canceled: true)));
    }

    /// <summary>Puts a document and says where.</summary>
    protected abstract Uri Put(string path, byte[] body, string mediaType = "application/json", int status = 200);

    /// <summary>Gets a document of JSON.</summary>
    protected ValueTask<ReadOnlyMemory<byte>> GetAsync(Uri address, int maxBytes = DocumentRequest.MostBytes) =>
        Source.GetAsync(new DocumentRequest(address, Trust, ["application/json"]) { MaxBytes = maxBytes }, TestContext.Current.CancellationToken);

    /// <summary>The fault of getting a document of JSON.</summary>
    protected async Task<DocumentFault> FaultAsync(Uri address, int maxBytes = DocumentRequest.MostBytes)
    {
        var fault = await Assert.ThrowsAsync<DocumentException>(async () => await GetAsync(address, maxBytes));
        Assert.DoesNotContain('\n', fault.Message);
        return fault.Fault;
    }
}
