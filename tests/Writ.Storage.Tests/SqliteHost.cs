using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Storage.Tests;

/// <summary>A store in a folder of its own.</summary>
internal sealed class SqliteHost : IJournalHost
{
    private readonly TempFolder folder = new();
    private readonly TestKeyring keyring = new();
    private SqliteStore? store;

    public IJournal Journal => Store.Journal;

    public IStateReader State => Store.State;

    public ILedgerReader Ledger => Store.Ledger;

    public IUlidSource Ulids { get; } = new TestUlids();

    public ManualTime Time { get; } = new();

    public IKeyring Keyring => keyring;

    public string DataFolder => folder.At("data");

    public string AnchorFile => folder.At("anchor");

    public string File => Path.Combine(DataFolder, SqliteStoreOptions.FileName);

    public SqliteStore Store => store ?? throw new InvalidOperationException("the store is closed");

    /// <summary>Called before each durable step, once the store was opened anew.</summary>
    public Action<GroupStep>? Fault { get; set; }

    public static async ValueTask<SqliteHost> OpenAsync()
    {
        var host = new SqliteHost();
        await host.OpenStoreAsync();
        return host;
    }

    public async ValueTask OpenStoreAsync() => store = await OpenAnotherAsync();

    public ValueTask<SqliteStore> OpenAnotherAsync(IKeyring? other = null, string? dataFolder = null, string domain = "example.org") => SqliteStore.OpenAsync(
        new SqliteStoreOptions { DataFolder = dataFolder ?? DataFolder, AnchorFile = AnchorFile, Fault = step => Fault?.Invoke(step) },
        other ?? keyring, Spiffe.TrustDomain.Parse(domain), Time, Ulids, NullLogger<SqliteStore>.Instance, CancellationToken.None);

    public async ValueTask CloseAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
            store = null;
        }
    }

    public async ValueTask ReopenAsync()
    {
        await CloseAsync();
        await OpenStoreAsync();
    }

    public async ValueTask RestoreOlderAsync(Func<Task> lost)
    {
        ArgumentNullException.ThrowIfNull(lost);
        await CloseAsync();
        var older = folder.At("older");
        Copy(DataFolder, older);
        await OpenStoreAsync();
        await lost();
        await CloseAsync();
        Copy(older, DataFolder);
        await OpenStoreAsync();
    }

    /// <summary>Changes the file by SQL, as somebody who can write it would.</summary>
    public void Tamper(string sql)
    {
        using var database = Database.OpenWritable(File);
        database.Execute(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        keyring.Dispose();
        folder.Dispose();
    }

    public static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            System.IO.File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
